import { storeSection } from '../store-section.ts';

export const queueSection = storeSection(new URL('./measure-queue.ts', import.meta.url));
