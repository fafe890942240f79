/** What operators do beyond an order's page. */
import { z } from 'zod';
import { messageId, operationId, orderId } from './inputs';
import { askedBy, router, withPermission } from './trpc';

export const operatorRouter = router({
  messages: router({
    resendMail: withPermission('mails:resend')
      .input(z.strictObject({ orderId, messageId, operationId }))
      .mutation(({ ctx, input }) =>
        ctx.services.desk.resendMail(input.orderId, input.messageId, askedBy(ctx, input.operationId)),
      ),
  }),
});
