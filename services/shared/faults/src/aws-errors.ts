/** An answer as DynamoDB gives it when it cannot do what was asked. */
export type AwsErrorAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

const DYNAMODB = 'com.amazonaws.dynamodb.v20120810#';

/** The errors of DynamoDB that pass by themselves, with their statuses and sentences. */
const ERRORS = {
  ProvisionedThroughputExceededException: {
    status: 400,
    type: `${DYNAMODB}ProvisionedThroughputExceededException`,
    message:
      'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  },
  ThrottlingException: {
    status: 400,
    type: `${DYNAMODB}ThrottlingException`,
    message: 'Throughput exceeds the current capacity of your table or index.',
  },
  RequestLimitExceeded: {
    status: 400,
    type: `${DYNAMODB}RequestLimitExceeded`,
    message: 'Throughput exceeds the current throughput limit for your account.',
  },
  InternalServerError: {
    status: 500,
    type: `${DYNAMODB}InternalServerError`,
    message: 'Internal server error',
  },
  ServiceUnavailable: {
    status: 503,
    type: 'com.amazonaws.dynamodb.v20120810#ServiceUnavailable',
    message: 'The service is temporarily unavailable.',
  },
} as const;

export type AwsErrorCode = keyof typeof ERRORS;
export const THROTTLING_CODES = [
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
] as const satisfies readonly AwsErrorCode[];

export function awsErrorAnswer(code: AwsErrorCode): AwsErrorAnswer {
  const { status, type, message } = ERRORS[code];
  return answer(status, { __type: type, message });
}

/** A transaction that was throttled says so for each of its actions; here the last one was. */
export function throttledTransactionAnswer(actions: number): AwsErrorAnswer {
  const reasons = Array.from({ length: actions }, (_, n) =>
    n === actions - 1
      ? { Code: 'ThrottlingError', Message: ERRORS.ThrottlingException.message }
      : { Code: 'None' },
  );
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return answer(400, {
    __type: `${DYNAMODB}TransactionCanceledException`,
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    CancellationReasons: reasons,
  });
}

function answer(status: number, content: object): AwsErrorAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(content),
  };
}
