/* postern: finds the command and runs it. */
#include <stdio.h>
#include <sysexits.h>

int main(void)
{
    fputs("postern: no command yet\n", stderr);
    return EX_USAGE;
}
