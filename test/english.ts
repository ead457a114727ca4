/**
 * For mocha's `require`: commands speak English to the specs, also on a machine whose language is Chinese,
 * and in the processes that specs start. A spec of Chinese starts its own with another LC_ALL.
 */
process.env.LC_ALL = 'C.UTF-8'
