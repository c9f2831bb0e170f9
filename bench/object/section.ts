import { storeSection } from '../store-section.ts';

export const objectSection = storeSection(new URL('./measure-object.ts', import.meta.url));
