"""What the pages of operations do, one function per page; called from web/ops only."""
