import { ButtonLink } from '@/components/ui/button';
import { NotReadable } from '@/components/ui/proof';

export default function NotFound() {
  return (
    <NotReadable
      title="No page of the console is at this address."
      action={
        <ButtonLink href="/console" prefetch={false}>
          To Now
        </ButtonLink>
      }
    >
      The address may be of an older build. An id, a reference or an email finds its order through the search box.
    </NotReadable>
  );
}
