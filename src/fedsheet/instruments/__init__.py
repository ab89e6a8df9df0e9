"""Cash flows of one security: Treasuries, mortgage pools, curves."""
