/** The sign of the platform; decoration beside its name. */
export function Logo() {
  return (
    <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="var(--mctl-shell-selected)" />
      <path
        d="M7 23V10l9 8 9-8v13"
        fill="none"
        stroke="#5cc8b5"
        strokeWidth="3.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
