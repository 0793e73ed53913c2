import { sh } from '../shell/sh.ts';

/**
 * Defines `package_manager`, which prints the id of the package manager that the host has, or nothing. `dnf` is dnf 5 on
 * some systems and dnf 4 on others, and a host may have both: what counts is what the name stands for.
 */
export const packageManagerHere = sh`
  package_manager() {
    if command -v dnf5 > /dev/null 2>&1 && { ! command -v dnf > /dev/null 2>&1 || [ "$(readlink -f "$(command -v dnf)")" = "$(readlink -f "$(command -v dnf5)")" ]; }; then echo dnf5
    elif command -v dnf > /dev/null 2>&1; then echo dnf4
    elif command -v apt-get > /dev/null 2>&1; then echo apt
    fi
  }`;
