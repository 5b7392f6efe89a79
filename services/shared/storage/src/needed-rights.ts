/** What a role must be allowed for a request to be answered. */
export type NeededRight = {
  /** As IAM calls it: `dynamodb:GetItem`, `s3:PutObject` ... */
  readonly action: string;
  /** The end of an ARN: `table/books`, `table/ratings/index/by_time`, `bucket/models/1.bin`; `*` when not known. */
  readonly resource: string;
};

const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
  Get: 'dynamodb:GetItem',
};

/**
 * The rights that a request to DynamoDB needs. IAM knows no transactions: each of their parts counts as if it came
 * alone. A request that is not known here needs a right to everything, which no role has.
 *
 * @param commandName the SDK's, such as `GetItemCommand`
 */
export function rightsForDynamo(commandName: string, input: object): NeededRight[] {
  const operation = operationOf(commandName);
  const action = `dynamodb:${operation}`;
  if ('TransactItems' in input && Array.isArray(input.TransactItems)) {
    return input.TransactItems.flatMap((item: object) =>
      Object.entries(item).map(([kind, part]) => ({
        action: TRANSACTION_ACTIONS[kind] ?? action,
        resource: resourceOf(part),
      })),
    );
  }
  if ('RequestItems' in input) {
    return Object.keys(input.RequestItems ?? {}).map((table) => ({
      action,
      resource: `table/${table}`,
    }));
  }
  return [{ action, resource: resourceOf(input) }];
}

function resourceOf(part: unknown): string {
  const table = textOf(part, 'TableName');
  if (table === undefined) return '*';
  const index = textOf(part, 'IndexName');
  return index === undefined ? `table/${table}` : `table/${table}/index/${index}`;
}

function textOf(part: unknown, member: string): string | undefined {
  if (typeof part !== 'object' || part === null) return undefined;
  const value: unknown = Object.getOwnPropertyDescriptor(part, member)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** Uploads in parts are uploads to IAM, and looking at an object is reading it. */
const S3_ACTIONS: Readonly<Record<string, string>> = {
  HeadObject: 's3:GetObject',
  CreateMultipartUpload: 's3:PutObject',
  UploadPart: 's3:PutObject',
  CompleteMultipartUpload: 's3:PutObject',
  ListObjectsV2: 's3:ListBucket',
  HeadBucket: 's3:ListBucket',
};

/** As above, for a request to S3. */
export function rightsForS3(commandName: string, input: object): NeededRight[] {
  const operation = operationOf(commandName);
  const action = S3_ACTIONS[operation] ?? `s3:${operation}`;
  const bucket = textOf(input, 'Bucket');
  const key = textOf(input, 'Key');
  const resource = key === undefined ? bucket : `${bucket}/${key}`;
  return [{ action, resource: resource ?? '*' }];
}

/** What AWS calls the operation of an SDK command: `GetItem` for `GetItemCommand`. */
const operationOf = (commandName: string) => commandName.replace(/Command$/, '');
