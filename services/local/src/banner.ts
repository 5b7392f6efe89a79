export type BannerFacts = {
  readonly url: string;
  readonly opsUrl: string;
  readonly books: number;
  readonly readers: number;
  readonly ratings: number;
  readonly storePath: string;
  readonly searchEngine: string;
  readonly recommender: string;
  readonly modelVersion: string;
  readonly startedInMs: number;
};

/** What `npm start` says when everything is up. */
export function banner(facts: BannerFacts): string {
  const n = (value: number) => value.toLocaleString('en');
  return `
  Eventually Find Your Books is ready (${(facts.startedInMs / 1000).toFixed(1)} s)

  catalogue        ${n(facts.books)} books, ${n(facts.ratings)} ratings by ${n(facts.readers)} readers
  store            SQLite, ${facts.storePath}
  search           ${facts.searchEngine}, in memory
  recommendations  ${facts.recommender}, model ${facts.modelVersion}
  cache and queue  inside this process
  access           off: whoever calls is believed to be the reader they name

  API              ${facts.url}
  docs             ${facts.url}/docs
  metrics          ${facts.opsUrl}/metrics

  Try:
    curl -s ${facts.url}/search -H 'content-type: application/json' -d '{"query":"harry poter"}'
    curl -s ${facts.url}/books/gb:2/rate -H 'content-type: application/json' -d '{"user_id":"ann","rating":5}'
    curl -s '${facts.url}/recommendations/ann?limit=5'

  npm run demo plays the whole tour. Ctrl-C ends.
`;
}
