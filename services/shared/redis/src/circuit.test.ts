import { describe, expect, test } from 'vitest';
import { CircuitOpenError, createCircuit } from './circuit.ts';

const fails = async () => Promise.reject(new Error('away'));
const succeeds = async () => 'answer';

function aCircuit() {
  let nowMs = 0;
  const circuit = createCircuit({ failureLimit: 2, openMs: 1000, now: () => new Date(nowMs) });
  return {
    circuit,
    advanceMs: (ms: number) => {
      nowMs += ms;
    },
  };
}

async function anOpenCircuit() {
  const open = aCircuit();
  for (let failure = 0; failure < 2; failure += 1) {
    await expect(open.circuit.run(fails)).rejects.toThrow('away');
  }
  return open;
}

describe('a circuit', () => {
  test('lets attempts through until enough have failed in a row', async () => {
    const { circuit } = aCircuit();
    for (let round = 0; round < 5; round += 1) {
      await expect(circuit.run(fails)).rejects.toThrow('away');
      expect(await circuit.run(succeeds)).toBe('answer');
    }
  });

  test('refuses attempts after failures in a row', async () => {
    const { circuit, advanceMs } = await anOpenCircuit();
    advanceMs(999);
    await expect(circuit.run(succeeds)).rejects.toThrow(CircuitOpenError);
  });

  test('closes when the trial succeeds', async () => {
    const { circuit, advanceMs } = await anOpenCircuit();
    advanceMs(1000);
    expect(await circuit.run(succeeds)).toBe('answer');
    expect(await circuit.run(succeeds)).toBe('answer');
  });

  test('stays open when the trial fails', async () => {
    const { circuit, advanceMs } = await anOpenCircuit();
    advanceMs(1000);
    await expect(circuit.run(fails)).rejects.toThrow('away');
    await expect(circuit.run(succeeds)).rejects.toThrow(CircuitOpenError);
  });

  test('refuses the others while the trial runs', async () => {
    const { circuit, advanceMs } = await anOpenCircuit();
    advanceMs(1000);
    const gate = Promise.withResolvers<string>();
    const trial = circuit.run(() => gate.promise);
    await expect(circuit.run(succeeds)).rejects.toThrow(CircuitOpenError);
    gate.resolve('late answer');
    expect(await trial).toBe('late answer');
  });
});
