import { mix32 } from '../hash.ts';
import { AUTHOR_NAMES, CANDIDATES, draftId, DRAFTS } from '../spills.ts';
import type { StepContext } from '../threads/step-context.ts';

/** Puts the names of its authors to every draft and sends it to where the same work under other keys is sent. */
export function attachNames(context: StepContext, partition: number): number {
  const drafts = context.partition(DRAFTS, partition);
  const names = context.partition(AUTHOR_NAMES, partition);
  let name = 0;
  for (let i = 0; i < drafts.count; i += 1) {
    const number = drafts.key(i);
    const nameTag = drafts.tag(i) + 1;
    const id = draftId(number, drafts.tag(i));
    // Names come in the order of drafts, and within one in the order of its authors.
    const from = name;
    const authors: [number, string][] = [];
    while (name < names.count && names.key(name) === number && names.tag(name) === nameTag) {
      authors.push([names.link(name), names.text(name)]);
      name += 1;
    }
    const authorHash = authors.length > 0 ? names.first(from) : 0;
    const isMergeable = drafts.link(i) === 1 && authorHash !== 0;
    const titleHash = drafts.first(i);
    context.put(
      CANDIDATES,
      {
        key: isMergeable ? mix32(titleHash, authorHash) : mix32(id, 1),
        tag: 0,
        minor: isMergeable ? mix32(authorHash, titleHash) : 0,
        link: isMergeable ? 1 : 0,
        first: id,
        second: drafts.second(i),
      },
      Buffer.concat([drafts.payload(i), Buffer.from(`\n${JSON.stringify(authors)}`)]),
    );
  }
  return drafts.count + names.count;
}
