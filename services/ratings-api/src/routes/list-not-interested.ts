import { UserId } from '@books/domain/ids';
import { json, problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forReader } from '@books/service-kit/http/who-may-call';
import type { ReaderItemRepository } from '@books/storage/reader-item-repository';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { notInterestedShape, NotInterestedShape } from './not-interested-shapes.ts';

export type ListNotInterestedDeps = {
  readonly readerItems: Pick<ReaderItemRepository, 'listNotInterested'>;
};

const NotInterestedList = z
  .object({ user_id: UserId, not_interested: z.array(NotInterestedShape), count: z.int().min(0) })
  .meta({ id: 'NotInterestedList' });

const route = createRoute({
  method: 'get',
  path: '/users/{user_id}/not-interested',
  tags: ['Readers'],
  ...forReader,
  summary: 'What a reader does not want to be recommended',
  request: { params: z.object({ user_id: UserId }) },
  responses: { 200: json(NotInterestedList, 'The list, oldest first'), ...problems('forbidden') },
});

export function listNotInterested({ readerItems }: ListNotInterestedDeps) {
  return createRouter().openapi(route, async (c) => {
    const { user_id: userId } = c.req.valid('param');
    const entries = await readerItems.listNotInterested(userId);
    return c.json(
      { user_id: userId, not_interested: entries.map(notInterestedShape), count: entries.length },
      200,
    );
  });
}
