import type { JobHandlers } from '@books/jobs/job-queue';
import {
  invalidateRecommendations,
  type InvalidateRecommendationsDeps,
} from './invalidate-recommendations.ts';
import { eraseReader, type EraseReaderDeps } from './readers/erase-reader.ts';
import { importRatings, type ImportRatingsDeps } from './readers/import-ratings.ts';
import { resumeErasures, type ResumeErasuresDeps } from './readers/resume-erasures.ts';
import {
  refreshRecommendations,
  type RefreshRecommendationsDeps,
} from './refresh/refresh-recommendations.ts';

export type WorkerDeps = RefreshRecommendationsDeps &
  InvalidateRecommendationsDeps &
  ImportRatingsDeps &
  EraseReaderDeps &
  ResumeErasuresDeps & {
    /** Apart from the others, since an index that lives with its store needs none of it. */
    readonly buildSearchIndex: JobHandlers['build-search-index'];
    /** Likewise. */
    readonly publishCatalogue: JobHandlers['publish-catalogue'];
  };

/** What the worker does for each job there is. */
export function createHandlers(deps: WorkerDeps): JobHandlers {
  return {
    'refresh-recommendations': refreshRecommendations(deps),
    'build-search-index': deps.buildSearchIndex,
    'publish-catalogue': deps.publishCatalogue,
    'invalidate-recommendations': invalidateRecommendations(deps),
    'import-ratings': importRatings(deps),
    'erase-reader': eraseReader(deps),
    'resume-erasures': resumeErasures(deps),
  };
}
