import { createServiceApp, type ServiceDeps } from '@books/service-kit/http/service-app';
import { addNotInterested, type AddNotInterestedDeps } from './routes/add-not-interested.ts';
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
  RateBookDeps &
  RemoveRatingDeps &
  ListBookRatingsDeps &
  ListReaderRatingsDeps &
  AddNotInterestedDeps &
  ListNotInterestedDeps &
  RemoveNotInterestedDeps;

export function createApp(deps: RatingsDeps) {
  const app = createServiceApp(deps);
  app.route('/', rateBook(deps));
  app.route('/', listBookRatings(deps));
  app.route('/', listReaderRatings(deps));
  app.route('/', removeRating(deps));
  app.route('/', addNotInterested(deps));
  app.route('/', listNotInterested(deps));
  app.route('/', removeNotInterested(deps));
  return app;
}
