"""Values between the trusted grader and the worker, by value and never by pickle.

The head of a message is msgpack; arrays travel as raw buffers behind it. decode() builds plain types only
(numbers, text, bytes, dates, containers, numpy arrays, pandas objects, scipy CSR matrices), so nothing that
a worker sends can run code where the verdict is written.
"""

from medai.grading.codec.errors import BadMessage, NotByValue
from medai.grading.codec.plain import HandleInfo, decode, encode

__all__ = ["BadMessage", "HandleInfo", "NotByValue", "decode", "encode"]
