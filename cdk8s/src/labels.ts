/** What all our objects belong to. */
export const PART_OF = 'books';

export type Labels = Readonly<Record<string, string>>;

/**
 * Labels by which a process's pods are found. They are part of selectors that can never be changed, so they hold
 * nothing that will: no version, no environment, no hash of where an object stands in our code.
 */
export const selectorLabels = (name: string): Labels => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': PART_OF,
});

/** Labels for people and tools. */
export const labels = (name: string): Labels => ({
  ...selectorLabels(name),
  'app.kubernetes.io/managed-by': 'cdk8s',
});

/** The label of a namespace that holds its own name; Kubernetes sets it. */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';
