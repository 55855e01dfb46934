/** SQL functions over event bodies: each a thin face on a static method, all in one list. */
@NullMarked
package io.millrace.udfs;

import org.jspecify.annotations.NullMarked;
