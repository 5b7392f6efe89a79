import { createServiceApp, type ServiceDeps } from '@books/service-kit/http/service-app';
import { addNotInterested, type AddNotInterestedDeps } from './routes/add-not-interested.ts';
import { createImport, UPLOAD_ROUTES, type CreateImportDeps } from './routes/create-import.ts';
import { eraseReader, type EraseReaderDeps } from './routes/erase-reader.ts';
import { exportReader, type ExportReaderDeps } from './routes/export-reader.ts';
import { readImports, type ReadImportsDeps } from './routes/read-imports.ts';
import { resolveImportRows, type ResolveImportRowsDeps } from './routes/resolve-import-rows.ts';
import { undoImport, type UndoImportDeps } from './routes/undo-import.ts';
import { listBookRatings, type ListBookRatingsDeps } from './routes/list-book-ratings.ts';
import { listNotInterested, type ListNotInterestedDeps } from './routes/list-not-interested.ts';
import { listReaderRatings, type ListReaderRatingsDeps } from './routes/list-reader-ratings.ts';
import { rateBook, type RateBookDeps } from './routes/rate-book.ts';
import {
  removeNotInterested,
  type RemoveNotInterestedDeps,
} from './routes/remove-not-interested.ts';
import { removeRating, type RemoveRatingDeps } from './routes/remove-rating.ts';

export type RatingsDeps = ServiceDeps &
  CreateImportDeps &
  ReadImportsDeps &
  ResolveImportRowsDeps &
  UndoImportDeps &
  ExportReaderDeps &
  EraseReaderDeps &
  RateBookDeps &
  RemoveRatingDeps &
  ListBookRatingsDeps &
  ListReaderRatingsDeps &
  AddNotInterestedDeps &
  ListNotInterestedDeps &
  RemoveNotInterestedDeps;

export function createApp(deps: RatingsDeps) {
  const limits = { ...deps.limits, uploadRoutes: UPLOAD_ROUTES };
  const app = createServiceApp({ ...deps, limits });
  app.route('/', rateBook(deps));
  app.route('/', listBookRatings(deps));
  app.route('/', listReaderRatings(deps));
  app.route('/', removeRating(deps));
  app.route('/', addNotInterested(deps));
  app.route('/', listNotInterested(deps));
  app.route('/', removeNotInterested(deps));
  app.route('/', createImport(deps));
  app.route('/', readImports(deps));
  app.route('/', resolveImportRows(deps));
  app.route('/', undoImport(deps));
  app.route('/', exportReader(deps));
  app.route('/', eraseReader(deps));
  return app;
}
