/** The page at `/docs`: Swagger UI over `/openapi.json`, with nothing fetched from elsewhere. */
export function docsPage(): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Eventually Find Your Books: API</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs/swagger-ui.js"></script>
    <script src="/docs/show.js"></script>
  </body>
</html>
`;
}

/** Shows the document on the page. A file of its own, so that the page needs to allow no script inside itself. */
export function showDocsScript(): string {
  return `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;
}
