/** An account as the examples in AWS's manual have it. */
export const EXAMPLE_ACCOUNT = '123456789012';
const EXAMPLE: Readonly<Record<string, string>> = {
  'AWS::AccountId': EXAMPLE_ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-west-2',
  'AWS::URLSuffix': 'amazonaws.com',
};

/**
 * A value of a template as it would be in an example account. What only AWS can tell stays a mark in angle brackets:
 * `<LogicalId>`, `<LogicalId.Attribute>`, `<Stack/Output>`.
 */
export function resolve(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value;
  const [entry, ...others] = Object.entries(value);
  if (entry !== undefined && others.length === 0) {
    const [name, argument] = entry;
    if (name === 'Ref') return EXAMPLE[String(argument)] ?? `<${String(argument)}>`;
    if (name === 'Fn::GetAtt') return `<${[argument].flat().join('.')}>`;
    if (name === 'Fn::GetStackOutput' && hasOutput(argument))
      return `<${argument.StackName}/${argument.OutputName}>`;
    if (name === 'Fn::Join' && Array.isArray(argument)) {
      const [separator, parts]: unknown[] = argument;
      return [resolve(parts)].flat().join(String(separator));
    }
    if (name === 'Fn::Sub' && typeof argument === 'string')
      return argument.replaceAll(/\$\{([^}]+)\}/g, (_, key: string) => EXAMPLE[key] ?? `<${key}>`);
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
}

const hasOutput = (value: unknown): value is { StackName: string; OutputName: string } =>
  typeof value === 'object' && value !== null && 'StackName' in value && 'OutputName' in value;
