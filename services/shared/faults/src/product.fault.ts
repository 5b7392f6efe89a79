import { describe } from 'vitest';
import { dynamoOutages } from './dynamo-outages.ts';
import { memoryOverTime } from './memory-over-time.ts';
import { poisonJobs } from './poison-jobs.ts';
import { redisFaults } from './redis-faults.ts';
import { restarts } from './restarts.ts';
import { describeOnFaultyStack } from './testing/faulty-stack.ts';

describeOnFaultyStack('the product with faulty parts', (parts) => {
  describe('Redis', () => {
    redisFaults(parts);
  });
  describe('DynamoDB', () => {
    dynamoOutages(parts);
  });
  describe('jobs', () => {
    poisonJobs(parts);
  });
  describe('memory', () => {
    memoryOverTime(parts);
  });
  describe('restarts', () => {
    restarts(parts);
  });
});
