/** As patience.ts, for what a screen is to show. */
import { configure } from '@testing-library/react';
import { PATIENCE_MS } from './limits.ts';

configure({ asyncUtilTimeout: PATIENCE_MS });
