/** No engine of a test asks strangers: only the meeting places that the test itself names. */
process.env.LANRAGE_PUBLIC_PLACES = 'off';
