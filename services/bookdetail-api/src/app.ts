import { createServiceApp, type ServiceDeps } from '@books/service-kit/http/service-app';
import { frontDoor, type FrontDoorDeps } from './front-door/front-door.ts';
import { getBook, type GetBookDeps } from './routes/get-book.ts';
import { getBooksBatch, type GetBooksBatchDeps } from './routes/get-books-batch.ts';
import { putBook, type PutBookDeps } from './routes/put-book.ts';

export type BookdetailDeps = ServiceDeps &
  FrontDoorDeps &
  GetBookDeps &
  GetBooksBatchDeps &
  PutBookDeps;

export function createApp(deps: BookdetailDeps) {
  const app = createServiceApp(deps);
  app.route('/', frontDoor(deps));
  app.route('/', getBooksBatch(deps));
  app.route('/', getBook(deps));
  app.route('/', putBook(deps));
  return app;
}
