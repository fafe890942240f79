/** Eight plain silhouettes in two flat glazes each; they stand where product photographs will. */
import type { ReactNode } from 'react';

const shadow = (cx: number, rx: number) => <ellipse cx={cx} cy="152" rx={rx} ry="5" fill="#000" opacity=".07" />;

export const GOOD_SHAPES = {
  kettle: (
    <>
      {shadow(100, 56)}
      <path d="M64 70c0-34 72-34 72 0" fill="none" stroke="#2f3437" strokeWidth="6" />
      <path d="M128 92c16-2 20-14 32-18l5 7c-10 6-14 26-34 34z" fill="#4c5a57" />
      <path d="M60 84h80c8 18 12 40 12 68H48c0-28 4-50 12-68z" fill="#5f6f6b" />
      <path d="M110 84h30c8 18 12 40 12 68h-28c2-30-4-52-14-68z" fill="#4c5a57" />
      <rect x="62" y="76" width="76" height="9" rx="4" fill="#43504d" />
      <circle cx="100" cy="71" r="6" fill="#2f3437" />
    </>
  ),
  carafe: (
    <>
      {shadow(100, 40)}
      <path d="M84 34h32l-3 42c18 10 27 26 27 44 0 20-12 32-40 32s-40-12-40-32c0-18 9-34 27-44z" fill="#b9c4c6" />
      <path d="M113 76c18 10 27 26 27 44 0 20-12 32-40 32 22-6 28-18 28-34 0-20-8-32-18-42l2-42h4z" fill="#a3b0b3" />
      <ellipse cx="100" cy="34" rx="16" ry="4" fill="#8d9a9d" />
    </>
  ),
  bowl: (
    <>
      {shadow(100, 44)}
      <path d="M36 88h128c0 40-26 60-64 60S36 128 36 88z" fill="#d8d0c4" />
      <path d="M128 88h36c0 40-26 60-64 60 20-10 30-30 28-60z" fill="#c7bdae" />
      <ellipse cx="100" cy="88" rx="64" ry="13" fill="#b8ad9c" />
      <ellipse cx="100" cy="91" rx="57" ry="9" fill="#a3978510" />
      <rect x="78" y="146" width="44" height="6" rx="2" fill="#b8ad9c" />
    </>
  ),
  plate: (
    <>
      {shadow(100, 60)}
      <ellipse cx="100" cy="126" rx="78" ry="26" fill="#8e9aa8" />
      <ellipse cx="100" cy="122" rx="78" ry="26" fill="#aab4c0" />
      <ellipse cx="100" cy="123" rx="54" ry="17" fill="#98a4b1" />
      <ellipse cx="100" cy="126" rx="50" ry="14" fill="#a3aebb" />
    </>
  ),
  cup: (
    <>
      {shadow(96, 38)}
      <path d="M134 84c28-4 30 40-4 40" fill="none" stroke="#a65f45" strokeWidth="8" />
      <path d="M58 70h78v54c0 18-10 28-26 28H84c-16 0-26-10-26-28z" fill="#bd7356" />
      <path d="M112 70h24v54c0 18-10 28-26 28H96c12-4 16-14 16-28z" fill="#a9644a" />
      <ellipse cx="97" cy="70" rx="39" ry="8" fill="#8f523b" />
    </>
  ),
  board: (
    <>
      {shadow(100, 52)}
      <g transform="rotate(8 100 96)">
        <rect x="66" y="30" width="68" height="122" rx="12" fill="#c79f6d" />
        <path d="M80 40v104M94 34v116M112 34v116M124 40v104" stroke="#b88f5c" strokeWidth="2" opacity=".7" />
        <circle cx="100" cy="45" r="6" fill="#efece6" />
      </g>
    </>
  ),
  jar: (
    <>
      {shadow(100, 42)}
      <rect x="60" y="64" width="80" height="88" rx="10" fill="#e4e2dd" />
      <path d="M116 64h14c6 0 10 4 10 10v68c0 6-4 10-10 10h-26c8 0 12-4 12-10z" fill="#d3d0c9" />
      <rect x="56" y="48" width="88" height="18" rx="5" fill="#b08a5c" />
      <rect x="92" y="40" width="16" height="9" rx="3" fill="#98754b" />
    </>
  ),
  lamp: (
    <>
      {shadow(100, 38)}
      <rect x="97" y="86" width="6" height="60" fill="#34383c" />
      <rect x="68" y="144" width="64" height="8" rx="4" fill="#34383c" />
      <path d="M80 34h40l26 54H54z" fill="#e3c98f" />
      <path d="M108 34h12l26 54h-30z" fill="#d3b677" />
    </>
  ),
} as const satisfies Record<string, ReactNode>;

export type GoodShape = keyof typeof GOOD_SHAPES;
