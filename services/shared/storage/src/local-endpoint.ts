/** What stands in for an AWS service on this machine asks for credentials, but takes any. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Whether an endpoint is not AWS's but something on this machine. */
export function isOnThisMachine(endpoint: string | undefined): boolean {
  if (endpoint === undefined) return false;
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(endpoint).hostname);
}
