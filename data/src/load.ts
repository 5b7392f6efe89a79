// The command lives in a file named main.ts, the only place where adapters are built.
import './load/main.ts';
