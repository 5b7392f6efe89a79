import { describeChangeFeed } from './change-feed.contract.ts';
import { createMemoryChangeFeed } from './memory-change-feed.ts';

describeChangeFeed('memory', async () => createMemoryChangeFeed(() => {}));
