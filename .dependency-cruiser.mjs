// Who may import whom. Each rule's name states the rule, its comment says what to do instead.
// docs/architecture.md draws the same picture.

const PROCESS =
  '^services/(search-api|bookdetail-api|ratings-api|recommendation-api|worker|local|stack)/';
const API_OR_WORKER =
  '^services/(search-api|bookdetail-api|ratings-api|recommendation-api|worker)/';
// An adapter is a file named after its technology.
const ADAPTER =
  '/src/(dynamo|s3|file|sqlite|redis|bullmq|memory|minisearch|columnar|opensearch)-[^/]+[.]ts$';
const TEST = '[.](test|contract|e2e)[.]ts$|/testing/';

export default {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment: 'Rules and types import zod only. Pass in what comes from outside as an argument.',
      severity: 'error',
      from: { path: '^services/shared/domain/', pathNot: TEST },
      to: { pathNot: '^services/shared/domain/|node_modules/zod/' },
    },
    {
      name: 'search-index-stands-alone',
      comment:
        'The index is dependency-free. Map to and from our entities in services/shared/search.',
      severity: 'error',
      from: { path: '^services/shared/search-index/src', pathNot: `${TEST}|/bench/` },
      to: { pathNot: ['^services/shared/search-index/'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'service-kit-knows-no-books',
      comment: 'The kit serves any process: of ours it may import domain/errors only.',
      severity: 'error',
      from: { path: '^services/shared/service-kit/', pathNot: TEST },
      to: {
        path: '^(services|data)/',
        pathNot: '^services/shared/service-kit/|^services/shared/domain/src/errors\\.ts$',
      },
    },
    {
      name: 'shared-never-imports-a-process',
      comment: 'Turn the dependency round: the process passes what the shared code needs.',
      severity: 'error',
      // The end-to-end stories and the fault tests play against the whole product.
      from: { path: '^services/shared/', pathNot: '^services/shared/(e2e|faults)/' },
      to: { path: PROCESS },
    },
    {
      name: 'shared-parts-stand-apart',
      comment:
        'Storage, cache, jobs and change feed do not know each other: let the process bring them together.',
      severity: 'error',
      from: { path: '^services/shared/(storage|cache|jobs|change-feed)/' },
      to: {
        path: '^services/shared/(storage|cache|jobs|change-feed)/',
        pathNot: '^services/shared/$1/',
      },
    },
    {
      name: 'processes-stand-alone',
      comment:
        'Ask the other process over HTTP, read a table, or send a job. Only services/local composes them.',
      severity: 'error',
      from: { path: API_OR_WORKER },
      to: { path: PROCESS, pathNot: '^services/$1/' },
    },
    {
      name: 'stack-starts-processes',
      comment:
        'The stack runs each main.ts as an operator does. Settings are the way to tell it something.',
      severity: 'error',
      from: { path: '^services/stack/src/' },
      to: {
        path: '^services/(search-api|bookdetail-api|ratings-api|recommendation-api|worker|local)/',
      },
    },
    {
      name: 'only-main-builds-adapters',
      comment:
        'Ask for the port in `deps`; main.ts (with the help of wiring; the stack fills its tables; embedded-parts.ts for the embedded product; or a test) chooses the adapter.',
      severity: 'error',
      from: {
        path: '^(services|data)/',
        pathNot: [
          TEST,
          '/(main|embedded-parts)[.]ts$',
          '^services/(shared/wiring|shared/faults|stack)/',
          ADAPTER,
        ],
      },
      to: { path: ADAPTER },
    },
    {
      name: 'infra-describes-what-is-there',
      comment:
        'The stacks read the table definitions, the environments and the list of processes. Anything else does not belong in a template.',
      severity: 'error',
      from: { path: '^infra/', pathNot: TEST },
      to: {
        path: '^(services|data|cdk8s|loadtest)/',
        pathNot:
          '^services/shared/(storage/src/tables|topology/src/[^/]+)[.]ts$|^cdk8s/src/(environments|services)[.]ts$',
      },
    },
    {
      name: 'no-cycles',
      comment: 'Move what both sides need into a file of its own.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
