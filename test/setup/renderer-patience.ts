/** As patience.ts, for what a screen is to show. */
import { configure } from '@testing-library/react';

configure({ asyncUtilTimeout: 15_000 });
