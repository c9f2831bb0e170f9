import { storeSection } from '../store-section.ts';

export const tableSection = storeSection(new URL('./measure-table.ts', import.meta.url));
