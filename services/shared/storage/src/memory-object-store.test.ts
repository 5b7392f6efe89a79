import { createMemoryObjectStore } from './memory-object-store.ts';
import { describeModelStore } from './model-store.contract.ts';
import { describeObjectStore } from './object-store.contract.ts';

describeObjectStore('memory', async () => createMemoryObjectStore());
describeModelStore('memory', async () => createMemoryObjectStore());
