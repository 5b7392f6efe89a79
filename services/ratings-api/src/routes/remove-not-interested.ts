import { DomainError } from '@books/domain/errors';
import { UserId } from '@books/domain/ids';
import { problems } from '@books/service-kit/http/responses';
import { createRouter } from '@books/service-kit/http/router';
import { forReader } from '@books/service-kit/http/who-may-call';
import type { ReaderItemRepository } from '@books/storage/reader-item-repository';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { changeReader, type FreshnessDeps } from '../recommendation-invalidator.ts';
import { NotInterestedInput } from './not-interested-shapes.ts';

export type RemoveNotInterestedDeps = FreshnessDeps & {
  readonly readerItems: Pick<ReaderItemRepository, 'removeNotInterested'>;
};

const route = createRoute({
  method: 'delete',
  path: '/users/{user_id}/not-interested/{scope}/{id}',
  tags: ['Readers'],
  ...forReader,
  summary: 'Allow recommendations of it again',
  request: { params: z.object({ user_id: UserId, ...NotInterestedInput.shape }) },
  responses: { 204: { description: 'It is off the list' }, ...problems('forbidden', 'not_found') },
});

export function removeNotInterested(deps: RemoveNotInterestedDeps) {
  return createRouter().openapi(route, async (c) => {
    const { user_id: userId, scope, id } = c.req.valid('param');
    const wasThere = await changeReader(deps, userId, () =>
      deps.readerItems.removeNotInterested(userId, { scope, id }),
    );
    if (!wasThere) throw new DomainError('not_found', `the list has no ${scope} ${id}`);
    return c.body(null, 204);
  });
}
