"""Cash flows of one security: Treasuries, mortgage pools, curves.

    treasury   schedules, accrued interest, price and yield, duration; bills, notes and bonds, TIPS, FRNs
    mbs        scheduled and prepaid principal of mortgage cohorts; what drives prepayment
    curve      discount, par and forward rates; Nelson-Siegel factors

Everything is an array over securities (axis k), so a portfolio costs one call.
"""
