import { describe, expect, it } from 'vitest';
import { type Arguments, type Grammar, parseArguments } from '../../../main/cli/arguments.ts';

const grammar: Grammar = {
  maxOperands: 1,
  options: {
    one: { value: 'X', text: '' },
    many: { value: 'X', multiple: true, text: '' },
    fast: { text: '' },
  },
};

function parsed(...words: string[]): Arguments {
  const args = parseArguments(grammar, words);
  if (typeof args === 'string') throw new Error(args);
  return args;
}

describe('arguments', () => {
  it('take options before, between and after operands, and with an equals sign', () => {
    const args = parsed('--one=1', 'word', '--many', 'a', '--fast', '--many=b');
    expect(args.operands).toEqual(['word']);
    expect(args.value('one')).toBe('1');
    expect(args.values('many')).toEqual(['a', 'b']);
    expect([args.has('fast'), args.has('json')]).toEqual([true, false]);
    expect(args.value('data-dir')).toBeNull();
  });

  it('take everything after -- as operands', () => {
    expect(parsed('--', '--fast').operands).toEqual(['--fast']);
  });

  it('take a value that begins with a dash only after an equals sign', () => {
    expect(parsed('--one=-1').value('one')).toBe('-1');
    expect(parseArguments(grammar, ['--one', '--fast'])).toBe('--one needs a value: --one X');
  });

  it.each([
    [['--on', '1'], 'There is no option --on. Did you mean --one?'],
    [['--zzzzzz'], 'There is no option --zzzzzz.'],
    [['--constructor'], 'There is no option --constructor.'],
    [['-x'], 'There is no option -x.'],
    [['--one'], '--one needs a value: --one X'],
    [['--one='], '--one needs a value: --one X'],
    [['--fast=1'], '--fast takes no value.'],
    [['--one', '1', '--one', '2'], '--one is given twice.'],
    [['a', 'b'], '"b" is one word too many.'],
  ])('name what is wrong with %j', (words, problem) => {
    expect(parseArguments(grammar, words)).toBe(problem);
  });
});
