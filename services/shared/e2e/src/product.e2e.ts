import { describe } from 'vitest';
import { describeOnStack } from './describe-on-stack.ts';
import { changes } from './stories/changes.ts';
import { crashes } from './stories/crashes.ts';
import { freshness } from './stories/freshness.ts';
import { models } from './stories/models.ts';
import { newcomer } from './stories/newcomer.ts';
import { observability } from './stories/observability.ts';
import { outages } from './stories/outages.ts';
import { ratings } from './stories/ratings.ts';
import { readersData } from './stories/readers-data.ts';
import { rights } from './stories/rights.ts';
import { rollouts } from './stories/rollouts.ts';

describeOnStack('the product on its real parts', (stack) => {
  describe('a newcomer', () => {
    newcomer(stack);
  });
  describe('models', () => {
    models(stack);
  });
  describe('changes', () => {
    changes(stack);
  });
  describe('ratings', () => {
    ratings(stack);
  });
  describe('freshness', () => {
    freshness(stack);
  });
  // Before the worker is restarted: it tells of the jobs that it has done since it began.
  describe('observability', () => {
    observability(stack);
  });
  describe('outages', () => {
    outages(stack);
  });
  describe('crashes', () => {
    crashes(stack);
  });
  describe('rollouts', () => {
    rollouts(stack);
  });
  describe('data of readers', () => {
    readersData(stack);
  });
  // The last: it looks at what all others made the processes ask for.
  describe('rights in AWS', () => {
    rights(stack);
  });
});
