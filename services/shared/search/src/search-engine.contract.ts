import { describeAnswers } from './contract/answers.contract.ts';
import { describeChanges } from './contract/changes.contract.ts';
import type { CreateSearchEngine } from './contract/create-engine.ts';
import { describeTyping } from './contract/typing.contract.ts';
import { describeWords } from './contract/words.contract.ts';

/** What every search engine must do, whatever it is made of. */
export function describeSearchEngine(name: string, create: CreateSearchEngine): void {
  describeWords(name, create);
  describeAnswers(name, create);
  describeTyping(name, create);
  describeChanges(name, create);
}
