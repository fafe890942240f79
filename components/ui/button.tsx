import Link from 'next/link';
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './button.module.css';

interface Look {
  readonly kind?: 'default' | 'primary' | 'quiet';
  readonly size?: 'sm' | 'md' | 'lg';
}

function classOf({ kind = 'default', size = 'md' }: Look, extra?: string): string {
  return [styles.button, styles[kind], styles[size], extra].filter(Boolean).join(' ');
}

type ButtonProps = Look & ButtonHTMLAttributes<HTMLButtonElement>;

/** A button names its verb and object. A refused one stays in reach (`aria-disabled`) and its neighbour says why. */
export function Button({ kind, size, className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={classOf({ kind, size }, className)} {...rest} />;
}

interface ButtonLinkProps extends Look {
  readonly href: string;
  readonly children: ReactNode;
  readonly className?: string;
  readonly prefetch?: boolean;
}

export function ButtonLink({ kind, size, className, ...rest }: ButtonLinkProps) {
  return <Link className={classOf({ kind, size }, className)} {...rest} />;
}

/** A square button for one icon; its label is spoken, never drawn. */
export function IconButton({
  kind,
  size,
  label,
  className,
  type = 'button',
  ...rest
}: ButtonProps & { label: string }) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={classOf({ kind, size }, `${styles.icon} ${className ?? ''}`)}
      {...rest}
    />
  );
}
