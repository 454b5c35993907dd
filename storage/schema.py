"""Every table there is, by whichever module declares it: what migrations are held against."""

from storage import tables_customers, tables_people, tables_work
from storage.tables import metadata

PARTS = (tables_customers, tables_people, tables_work)

__all__ = ["PARTS", "metadata"]
