/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` checks the types of everything; a first start does not pay for it again, nor fail by a file that no page uses.
  typescript: { ignoreBuildErrors: true },
  // Native and dynamic modules stay outside the bundle; only the process that serves the pages loads them.
  serverExternalPackages: ['pg', 'pino', 'prom-client', '@prisma/client', '@prisma/adapter-pg'],
  async headers() {
    // A status address carries its token: it must never travel on as a referrer, nor be kept by a cache.
    return [
      {
        source: '/orders/:path*',
        headers: [
          { key: 'Referrer-Policy', value: 'no-referrer' },
          { key: 'Cache-Control', value: 'no-store' },
        ],
      },
      { source: '/:path*', headers: [{ key: 'X-Content-Type-Options', value: 'nosniff' }] },
    ];
  },
};

export default config;
