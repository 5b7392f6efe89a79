/** From this many stars on a book counts as liked. */
export const LIKED_STARS = 4;
