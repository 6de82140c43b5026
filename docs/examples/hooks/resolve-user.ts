import { definePlugin } from '@agnes/sdk';

export default definePlugin({
  setup: ({ tap, http }) => {
    tap('resolveUser', async ({ value }) => {
      if (!value.startsWith('corp_')) return undefined;
      const headers = { authorization: `Bearer ${value}` };
      const { status, text } = await http.fetch('https://id.example.com/userinfo', { headers });
      if (status !== 200) return undefined;
      const { sub, email, email_verified } = JSON.parse(text);
      return { issuer: 'https://id.example.com', subject: sub, email, emailVerified: email_verified };
    });
  },
});
