/* send_hung: recipients at which the connection hung. The smarthost answers for
 * others: these wait for no such recipient more than once in a while, and briefly.
 */
#ifndef POSTERN_SEND_HUNG_H
#define POSTERN_SEND_HUNG_H

#include <stdbool.h>
#include <stdint.h>

#define SEND_HUNG_MS    (2 * 60 * 1000) /* not tried before; doubles */
#define SEND_HUNG_TRY   (15 * 1000)     /* timeout of another try */
#define SEND_HUNG_LINES 3 /* different ones in a row: it is the smarthost */

typedef struct send_hung send_hung;

send_hung *send_hung_new(void);
void send_hung_free(send_hung *h);
/* It hung at this one. True: at so many in a row that it hangs at all. */
bool send_hung_note(send_hung *h, const char *recipient);
/* It answered, whatever it said. */
void send_hung_over(send_hung *h, const char *recipient);
bool send_hung_knows(const send_hung *h, const char *recipient);
/* Is it too early to try this one again? */
bool send_hung_waits(const send_hung *h, const char *recipient);

#endif
