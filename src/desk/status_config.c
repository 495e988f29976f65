/* status_config: the model of statuses that a configuration has. */
#include "desk/status_config.h"

const status_model *status_model_of(const config *c)
{
    static status_model *m;
    unsigned count;

    if (!m) {
        const status_row *const *rows = status_shipped(&count);
        m = status_model_new(rows, count);
    }
    return m;
}
