// Content scripts are what gives the worker access to the wallets' servers.
