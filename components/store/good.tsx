import { GOOD_SHAPES, type GoodShape } from './good-shapes';

const SHAPE_WORDS: readonly (readonly [RegExp, GoodShape])[] = [
  [/kettle|pot\b|pan\b|casserole|teapot/i, 'kettle'],
  [/carafe|vase|bottle|jug|pitcher|decanter/i, 'carafe'],
  [/bowl|basin|colander|mortar/i, 'bowl'],
  [/cup|mug|tumbler|glass|beaker/i, 'cup'],
  [/plate|dish|platter|saucer|tray/i, 'plate'],
  [/board|knife|spoon|linen|towel|apron|peel/i, 'board'],
  [/jar|tin|canister|mill|crock|box/i, 'jar'],
  [/lamp|light|candle|lantern|pendant/i, 'lamp'],
];

const SHAPES = Object.keys(GOOD_SHAPES) as readonly GoodShape[];

/** The one that the catalogue names; else by the words of the name; else a stable one from its letters. */
function shapeOf(name: string, picture: string | undefined): GoodShape {
  const given = SHAPES.find((shape) => shape === picture);
  if (given) return given;
  const named = SHAPE_WORDS.find(([word]) => word.test(name))?.[1];
  if (named) return named;
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return SHAPES[sum % SHAPES.length] ?? 'jar';
}

/** The picture of a product; decoration only, its name always stands beside it. */
export function Good({ name, picture }: { name: string; picture?: string }) {
  return (
    <svg viewBox="0 0 200 180" aria-hidden="true">
      {GOOD_SHAPES[shapeOf(name, picture)]}
    </svg>
  );
}
