/** The release of goodbooks-10k that is read. */
export const RELEASE = 'goodbooks-10k, first release (2017)';

/**
 * The day for which the release's averages and counts stand. The release is of 2017 and gives no day; the newest of
 * its cover addresses carries the time 2017-08-19, so its figures were taken after that.
 */
export const FIGURES_AS_OF = '2017-09-01';
