import { join } from 'node:path';
import type { CatalogueSnapshots } from '@books/storage/catalogue-snapshots';
import { createFileObjectStore } from '@books/storage/file-object-store';
import type { IndexSnapshots } from '@books/storage/index-snapshots';
import type { ModelStore } from '@books/storage/model-store';
import { createObjectCatalogueSnapshots } from '@books/storage/object-catalogue-snapshots';
import { createObjectIndexSnapshots } from '@books/storage/object-index-snapshots';
import { createObjectModelStore } from '@books/storage/object-model-store';
import type { FileObjectStore, ObjectStore } from '@books/storage/object-store';
import { createS3Client } from '@books/storage/s3-client';
import { createS3ObjectStore } from '@books/storage/s3-object-store';
import { noteRights } from './note-rights.ts';
import type {
  CatalogueSettings,
  ModelSettings,
  ObjectStoreSettings,
  SearchIndexSettings,
} from './settings.ts';

/** The trained models, in the folder or the bucket that the settings name. */
export function openModelStore(
  settings: ObjectStoreSettings & Pick<ModelSettings, 'MODEL_DIR'>,
): ModelStore {
  return createObjectModelStore(openObjectStore(settings, settings.MODEL_DIR, 'models'));
}

/** Where a refresh keeps what it has got done: beside the models, so that whoever may publish may go on with it. */
export function openDraftObjects(
  settings: ObjectStoreSettings & Pick<ModelSettings, 'MODEL_DIR'>,
): ObjectStore {
  const place = `${settings.MODEL_DIR.replace(/\/+$/, '')}/draft`;
  return openObjectStore(settings, place, 'model-draft');
}

/** The built search indexes, in the folder or the bucket that the settings name. */
export function openIndexSnapshots(
  settings: ObjectStoreSettings & SearchIndexSettings,
): IndexSnapshots {
  const { SEARCH_INDEX_DIR: place } = settings;
  return createObjectIndexSnapshots(openObjectStore(settings, place, 'search-index'));
}

/** The copies of the catalogue, in the folder or the bucket that the settings name. */
export function openCatalogueSnapshots(
  settings: ObjectStoreSettings & CatalogueSettings,
): CatalogueSnapshots {
  const { CATALOGUE_DIR: place } = settings;
  return createObjectCatalogueSnapshots(openObjectStore(settings, place, 'catalogue'));
}

function openObjectStore(
  settings: ObjectStoreSettings,
  place: string,
  kind: string,
): FileObjectStore {
  const location = parseObjectLocation(place);
  if (location === undefined) return createFileObjectStore(place);
  return createS3ObjectStore({
    client: createS3Client({
      region: settings.AWS_REGION,
      endpoint: settings.S3_ENDPOINT,
      ...(settings.AWS_RIGHTS_FILE !== undefined && {
        onNeededRight: noteRights(settings.AWS_RIGHTS_FILE),
      }),
    }),
    ...location,
    folder: join(settings.S3_FILES_DIR, kind),
  });
}

/** The bucket and the beginning of the keys that `s3://bucket/prefix` names; `undefined` for a folder. */
export function parseObjectLocation(
  place: string,
): { readonly bucket: string; readonly prefix: string } | undefined {
  const [, bucket, path = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(place) ?? [];
  if (bucket === undefined) return undefined;
  return { bucket, prefix: path === '' || path.endsWith('/') ? path : `${path}/` };
}
