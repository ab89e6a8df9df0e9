"""What the sheet earns and costs, and what becomes of it.

earned          interest, costs and amortisation of a period; remittances        deferred_asset   its level by day
"""
