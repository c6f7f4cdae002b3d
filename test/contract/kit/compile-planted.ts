/** Asks the compiler about the tree with some files changed in memory alone. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../../../build/tree.ts';

/** File, relative to the project → its text with the plant. */
export type Plants = Readonly<Record<string, (text: string) => string>>;

/** Compiles a few modules with all that they import, again and again, and reads what is not planted once. */
export class PlantedCompiler {
  readonly #entries: readonly string[];
  readonly #options: ts.CompilerOptions;
  readonly #read = new Map<string, ts.SourceFile | undefined>();
  #last: ts.Program | undefined;

  /** @param entries - relative to the project; without types of Node. */
  constructor(entries: readonly string[]) {
    this.#entries = entries.map((file) => path.join(root, file));
    const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
    this.#options = { ...ts.parseJsonConfigFileContent(config, ts.sys, root).options, types: [] };
  }

  /** @returns each error as `file: message`. Throws where a plant changes nothing. */
  errors(plants: Plants): string[] {
    const host = ts.createCompilerHost(this.#options);
    const { getSourceFile } = host;
    host.getSourceFile = (file, target) => {
      const plant = plants[nameOf(file)];
      if (plant !== undefined) return ts.createSourceFile(file, planted(file, plant), target, true);
      if (!this.#read.has(file)) this.#read.set(file, getSourceFile(file, target));
      return this.#read.get(file);
    };
    const program = ts.createProgram(this.#entries, this.#options, host, this.#last);
    this.#last = program;
    return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      const message = ts.flattenDiagnosticMessageText(messageText, ' ');
      return `${nameOf(file?.fileName ?? root)}: ${message}`;
    });
  }
}

function nameOf(file: string): string {
  return path.relative(root, file).replaceAll(path.sep, '/');
}

function planted(file: string, plant: (text: string) => string): string {
  const text = readFileSync(file, 'utf8');
  const changed = plant(text);
  if (changed === text) throw new Error(`the plant does not fit ${file}`);
  return changed;
}
