import { createRouter } from '@books/service-kit/http/router';
import { docsPage, showDocsScript } from './docs-page.ts';

/** The files that render an OpenAPI document in a browser. */
export type DocsAssets = { readonly script: string; readonly style: string };

export type FrontDoorDeps = {
  /** The OpenAPI document of the whole product. */
  readonly openapi: object;
  readonly docs: DocsAssets;
};

/** What the page loads is ours; the renderer writes styles into it. */
const DOCS_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";
const ONE_HOUR = 'public, max-age=3600';

/** What a visitor sees who knows only the address: `/openapi.json`, `/docs`, and a pointer to them at `/`. */
export function frontDoor({ openapi, docs }: FrontDoorDeps) {
  const router = createRouter();
  const html = docsPage();
  router.get('/', (c) => c.redirect('/docs'));
  router.get('/openapi.json', (c) => c.json(openapi));
  router.get('/docs', (c) => c.html(html, 200, { 'content-security-policy': DOCS_POLICY }));
  router.get('/docs/show.js', (c) =>
    c.body(showDocsScript(), 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  router.get('/docs/swagger-ui.js', (c) =>
    c.body(docs.script, 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': ONE_HOUR,
    }),
  );
  router.get('/docs/swagger-ui.css', (c) =>
    c.body(docs.style, 200, {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': ONE_HOUR,
    }),
  );
  return router;
}
